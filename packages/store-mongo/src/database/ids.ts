import type { Tenant } from '@latchkey/core';

/** A space sorts before everything that an id is made of: in order of these, records are in order of their parts. */
export const tenantId = ({ customerId, domainId }: Tenant): string => `${customerId} ${domainId}`;
