import { MAX_CURSOR_LENGTH, MAX_OVERLAP_MS, MAX_PAGE } from '@latchkey/core';
import { z } from 'zod';

/** As it is sent: RFC 3339, in UTC. */
export const time = z.iso.datetime();
export const optionalTime = time.nullable();
/** As it is taken: RFC 3339, with a zone; milliseconds since the epoch for core. */
export const instant = z.iso.datetime({ offset: true });

export const identifier = z.string().min(1).max(255);

/** Of a rotation, in seconds. */
export const overlap = z
	.int()
	.min(0)
	.max(MAX_OVERLAP_MS / 1000)
	.optional();

/** What the query of every list can say. */
export const page = {
	limit: z.coerce.number().int().min(1).max(MAX_PAGE).optional(),
	cursor: z.string().max(MAX_CURSOR_LENGTH).optional(),
};
