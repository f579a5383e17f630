import { Agent } from 'undici';
import { type Message, signedRequest } from './messages.ts';

/** Whoever brings notifications to where they go. */
export interface Contender {
	readonly name: string;
	/** Takes these on, and resolves when each was answered, and that is written down. */
	deliver(messages: readonly Message[]): Promise<void>;
	close(): Promise<void>;
}

/** Signs and posts, and nothing else: what is lost is lost. */
export function bare(url: string, concurrency: number): Contender {
	const agent = new Agent();
	return {
		name: 'bare',
		async deliver(messages) {
			const left = messages.values();
			const work = async (): Promise<void> => {
				for (const message of left) await post(agent, url, message);
			};
			await Promise.all(Array.from({ length: concurrency }, work));
		},
		close: () => agent.close(),
	};
}

/** Rejects where it was not taken. */
export async function post(agent: Agent, url: string, message: Message): Promise<number> {
	const { origin } = new URL(url);
	const { headers, body } = signedRequest(message);
	const answer = await agent.request({ origin, path: `/${message.endpoint}`, method: 'POST', headers, body });
	await answer.body.dump();
	if (answer.statusCode >= 300) throw new Error(`it answered ${answer.statusCode}`);
	return answer.statusCode;
}
