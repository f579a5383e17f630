import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionSteps, startOfLife } from '../../test/decision-steps.ts';
import { runs } from '../../test/soak.ts';

describe('decide, by any sequence of commands at any times', () => {
	it('keeps every invariant of an application, its secrets and its events', () => {
		fc.assert(
			fc.property(fc.commands(decisionSteps, { maxCommands: 40 }), (steps) => {
				fc.modelRun(startOfLife, steps);
			}),
			runs(2000),
		);
	}, 600_000);

	it('the sequences reach what the invariants are about', () => {
		const reached = new Set<string>();
		const commands = fc.commands(decisionSteps, { maxCommands: 40 });
		for (const steps of fc.sample(commands, { numRuns: 300, seed: 3 })) {
			const { model, real } = startOfLife();
			fc.modelRun(() => ({ model, real }), steps);
			for (const type of model.types) reached.add(type);
			reached.add(`${real.application.status} with ${Math.min(real.application.secrets.length, 3)}`);
		}
		expect([...reached]).toEqual(
			expect.arrayContaining([
				'client_application.changed',
				'client_application.disabled',
				'client_application.enabled',
				'client_application.removed',
				'client_application.idle',
				'client_application.tokens_revoked',
				'client_certificate.added',
				'client_certificate.adopted',
				'client_certificate.expired',
				'client_certificate.expiring',
				'client_certificate.revoked',
				'client_certificate.rotated',
				'client_secret.added',
				'client_secret.adopted',
				'client_secret.expiring',
				'client_secret.expired',
				'client_secret.revealed',
				'client_secret.revoked',
				'client_secret.rotated',
				'client_secret.rotation_cancelled',
				'client_secret.rotation_offered',
				'client_secret.rotation_stalled',
				'enabled with 3',
				'disabled with 0',
			]),
		);
	});
});
