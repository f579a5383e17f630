import { OutboundError } from '@latchkey/core';
import { guardedOutbound } from '@latchkey/outbound';
import { canary } from '../../packages/outbound/test/canary.ts';

/** Run in a network of its own: tells who reaches a canary there by guarded requests, and who by plain ones. */
const ADDRESSES = ['169.254.169.254', '10.0.0.5', '100.64.0.1', '192.168.1.1', '172.16.0.1'];

const watching = await canary();
const codes = new Set<string>();
for (const address of ADDRESSES) {
	const outbound = guardedOutbound({ ports: 'any', lookUp: async () => [address] });
	const hexadecimal = `0x${address
		.split('.')
		.map((part) => Number(part).toString(16).padStart(2, '0'))
		.join('')}`;
	for (const host of [address, hexadecimal, `[::ffff:${address}]`, `[64:ff9b::${address}]`, 'hooks.example']) {
		for (const scheme of ['https', 'http']) {
			const url = `${scheme}://${host}:${watching.port}/`;
			try {
				await outbound.send({ method: 'POST', url, headers: {}, body: '{}', timeoutMs: 5000 });
				codes.add('sent');
			} catch (error) {
				codes.add(error instanceof OutboundError ? error.code : String(error));
			}
		}
	}
	await outbound.close();
}
const guarded = watching.connections;
for (const address of ADDRESSES) await fetch(`http://${address}:${watching.port}/`);
process.stdout.write(JSON.stringify({ guarded, codes: [...codes], plain: watching.connections - guarded }));
await watching.close();
