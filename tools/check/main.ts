import { runSteps } from './run-steps.ts';
import { sum, summaryLine } from './step.ts';
import { build } from './steps/build.ts';
import { houseRules } from './steps/house-rules.ts';
import { lint } from './steps/lint.ts';
import { packages } from './steps/packages.ts';
import { tests } from './steps/tests.ts';
import { types } from './steps/types.ts';
import { unused } from './steps/unused.ts';

const print = (text: string): void => console.log(text);

/** `build` runs only that; without a word, everything does. */
const onlyBuild = process.argv[2] === 'build';

const outcomes = onlyBuild
	? await runSteps([[build]], print)
	: [
			// What reads only sources runs while the rest builds. Tests have the machine for themselves, as some measure
			// time.
			...(await runSteps(
				[
					[build, types, packages],
					[lint, houseRules, unused],
				],
				print,
			)),
			...(await runSteps([[tests]], print)),
		];

const total = sum(outcomes);
print(`\n${summaryLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
