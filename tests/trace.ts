import { liveWorld } from './simulation/world.ts';

const seed = Number(process.argv[2]);
const id = process.argv[3] ?? '';
const r = await liveWorld(seed);
for (const one of r.integrations) console.log(one.clientId, one.answered, one.refused.length, one.refused[0]);
for (const e of r.witness.committed)
	if (e.clientId?.endsWith(id) || e.clientId === null)
		console.log(
			new Date(e.occurredAt).toISOString().slice(5, 19),
			e.revision,
			e.type.replace('client_secret.', 's.'),
			e.actor.kind,
			JSON.stringify(e.data)
				.replace(/sec_(\w{4})\w+/g, '$1')
				.replace(/17\d{11}/g, (t) => new Date(Number(t)).toISOString().slice(5, 16)),
		);
