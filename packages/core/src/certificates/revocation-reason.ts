/** Of the reasons of RFC 5280 §5.3.1 those that occur here. */
export const REVOCATION_REASONS = ['unspecified', 'key_compromise', 'superseded', 'cessation_of_operation'] as const;

export type RevocationReason = (typeof REVOCATION_REASONS)[number];
