// The one door to every root script. It runs on whatever Node is there, so it holds nothing that an old one cannot read.
const OLDEST_NODE = 20;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
	console.error(`Latchkey needs Node ${OLDEST_NODE} or newer to start; this is Node ${process.versions.node}.`);
	process.exitCode = 1;
} else {
	void import('./launch/launch.mjs').then(({ launch }) => launch(process.argv.slice(2)));
}
