import type { Actor, Latchkey, Precondition } from '@latchkey/core';
import type { z } from 'zod';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface OperationInput<Params, Query, Body> {
	readonly latchkey: Latchkey;
	readonly actor: Actor;
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	readonly ifMatch: Precondition;
	readonly idempotencyKey: string | undefined;
	/** The header; empty where there is none. */
	readonly accept: string;
}

export interface Answer {
	readonly status: number;
	readonly body?: object;
	/** In the place of a body: JSON, line by line. */
	readonly lines?: AsyncIterable<string>;
	/** Where what was made is found: a path of this API, whatever prefix it has. */
	readonly location?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface AnswerDescription {
	readonly description: string;
	/** Name of a component schema; no body where absent. */
	readonly schema?: string;
	/** Whether it can also be had as lines of JSON. */
	readonly asLines?: boolean;
	/** Header names and what they say. */
	readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the management API: the router runs it and the OpenAPI document describes it. */
export interface Operation<
	Params extends z.ZodType = z.ZodType,
	Query extends z.ZodType = z.ZodType,
	Body extends z.ZodType = z.ZodType,
> {
	readonly id: string;
	readonly method: Method;
	/** An OpenAPI path template. */
	readonly path: string;
	readonly summary: string;
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	/** Name of the body's component schema. */
	readonly bodySchema?: string;
	readonly takesIfMatch?: boolean;
	readonly takesIdempotencyKey?: boolean;
	/** The one success status and what it carries. */
	readonly success: Readonly<Record<number, AnswerDescription>>;
	/** Problem statuses beside 400, 401, 403, 404 and 503, which every operation may answer. */
	readonly problems?: readonly number[];
	handle(input: OperationInput<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Answer>;
}

/** Keeps the types of one operation together, and gives the router a list of one type. */
export function operation<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
	definition: Operation<Params, Query, Body>,
): Operation {
	return definition as unknown as Operation;
}

/** Of every answer that carries what `If-Match` takes. */
export const ETAG = { ETag: 'Validator for If-Match, of what can be edited' };

/** Where something is found: a path template with its parameters in place. */
export function locationOf(template: string, params: Readonly<Record<string, string>>): string {
	return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name]));
}
