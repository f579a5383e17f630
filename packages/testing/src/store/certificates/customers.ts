/** Each but the first differs from it in the way that one kind of mistake would miss; in their order. */
export const CUSTOMERS = ['ACME', 'acme', 'acme-2', 'globex'] as const;
