import { join } from 'node:path';
import { builtOnce, sourcesDigest } from '../servers/built-once.ts';
import { findProgram } from '../servers/find-program.ts';
import { runProgram } from '../servers/run-program.ts';
import { INSTALLED_WITHIN_MS } from './installed-within.ts';
import type { ForeignProgram } from './program.ts';

interface MavenProject {
	readonly name: string;
	/** Where its pom.xml is, which builds into the folder of its property `built`. */
	readonly sources: string;
	readonly package: string;
	readonly mainClass: string;
}

/** Built by Maven, with its libraries; undefined where there is no Maven or no JDK. */
export async function javaProgram(project: MavenProject): Promise<ForeignProgram | undefined> {
	const [maven, java, javac] = ['mvn', 'java', 'javac'].map(findProgram);
	if (maven === undefined || java === undefined || javac === undefined) return undefined;
	const code = join(project.sources, 'src', 'main', 'java', project.package);
	const digest = `${sourcesDigest(project.sources, /\.xml$/)}-${sourcesDigest(code, /\.java$/)}`;
	const built = await builtOnce(`java-${project.name}-${digest}`, (unfinished) =>
		runProgram(
			maven,
			['-B', '-q', `-Dbuilt=${unfinished}`, 'compile', 'dependency:copy-dependencies', '-DincludeScope=runtime'],
			{ folder: project.sources, timeoutMs: INSTALLED_WITHIN_MS },
		),
	);
	const classPath = [join(built, 'classes'), join(built, 'dependency', '*')].join(':');
	// A program that runs for a second has nothing from what a virtual machine does to become quick.
	const args = ['-XX:TieredStopAtLevel=1', '-cp', classPath, `${project.package}.${project.mainClass}`];
	return { path: java, args, env: {} };
}
