import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { certificateThumbprint } from './thumbprint.ts';

const EXAMPLE = new URL('../../test/vectors/rfc8705-appendix-a.pem', import.meta.url);

it('is x5t#S256 of the example of RFC 8705, Appendix A', () => {
	const { raw } = new X509Certificate(readFileSync(EXAMPLE));
	expect(certificateThumbprint(raw)).toBe('A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0');
});
