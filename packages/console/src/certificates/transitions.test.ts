import { describe, expect, it } from 'vitest';
import { application, certificate } from '../../test/samples.ts';
import { applicationRead, flyoutOpened } from '../flyout/transitions.ts';
import { initialState } from '../state/state.ts';
import { certificateCame, certificateDrafted, certificateInput, madeCertificateGone } from './transitions.ts';

const { clientId } = application();
const opened = applicationRead({ application: application(), tag: 'tag' })(
	flyoutOpened(clientId, 'certificates')(initialState),
);
const made = { ...certificate({}), pem: 'pem', pkcs12: 'file-with-a-key', password: 'what-opens-it' };

describe('a certificate that was made', () => {
	it('leaves no key in the state once it is gone, nor where another one is asked for', () => {
		const shown = certificateCame(clientId, made)(opened);
		expect(JSON.stringify(shown)).toContain('what-opens-it');
		for (const after of [madeCertificateGone(shown), certificateDrafted({})(shown)]) {
			expect(JSON.stringify(after)).not.toMatch(/what-opens-it|file-with-a-key/);
		}
	});

	it('does not come into the flyout of another application', () => {
		expect(certificateCame('lk.acme.phones.2', made)(opened)).toBe(opened);
	});
});

describe('what a draft asks for', () => {
	const draft = { kind: 'pkcs12', password: '', pasted: ' pasted\n', lifetime: 'same', overlap: null } as const;

	it.each([
		[draft, { format: 'pkcs12' }],
		[
			{ ...draft, password: 'of my own choice' },
			{ format: 'pkcs12', password: 'of my own choice' },
		],
		[
			{ ...draft, kind: 'pem', lifetime: 90, overlap: 0 },
			{ format: 'pem', validity: 7_776_000, overlap: 0 },
		],
		[
			{ ...draft, kind: 'request', lifetime: 30 },
			{ request: 'pasted', validity: 2_592_000 },
		],
		[
			{ ...draft, kind: 'register', lifetime: 30, overlap: 3600 },
			{ certificate: 'pasted', overlap: 3600 },
		],
	] as const)('of %j is %j', (asked, input) => {
		expect(certificateInput(asked)).toEqual(input);
	});
});
