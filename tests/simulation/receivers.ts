import { type Outbound, type OutboundAnswer, OutboundError, type OutboundRequest } from '@latchkey/core';
import type { Seeded } from '../support/seeded.ts';
import type { VirtualScheduler } from './virtual-scheduler.ts';

/** One try to send a notification, as whoever stands between the two would see it. */
export interface Sent {
	readonly url: string;
	/** What the message calls itself. */
	readonly deliveryId: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** When it was handed over to be sent, by the clock that nobody can see; milliseconds since the epoch. */
	readonly handedOverAt: number;
	/** The same by the clock of the process that sent it. */
	readonly sentAt: number;
	/** What the receiver answered, whatever became of that; null where it got nothing, or said nothing. */
	readonly status: number | null;
	/** Whether the receiver took it. */
	readonly taken: boolean;
	/** Whether the same process was sending it already, and had no answer yet. */
	readonly again: boolean;
}

/** The customers' systems that hear of events, and the network before them. */
export interface Receivers {
	/** In the order in which they came, or were lost. */
	readonly sent: readonly Sent[];
	/** Of a receiver that nobody has an address of yet. */
	newUrl(): string;
	/** Another address of the same receiver. */
	moved(url: string): string;
	/** Time has passed: some fall ill, some recover. */
	drift(): void;
	/** From now on all are well, and nothing is lost. */
	recover(): void;
	/** As one process sees them. */
	outbound(parts: SenderParts): Outbound;
}

export interface SenderParts {
	readonly scheduler: VirtualScheduler;
	readonly wait: () => Promise<void>;
	/** By the clock of the process. */
	readonly now: () => number;
}

type Mood = 'well' | 'failing' | 'slow' | 'limiting' | 'silent' | 'gone';

/** Likelier ones several times. */
const MOODS: readonly Mood[] = [
	...new Array<Mood>(8).fill('well'),
	'failing',
	'failing',
	'slow',
	'limiting',
	'silent',
	'gone',
];
const DRIFTS_ONE_IN = 12;
/** Of messages on their way there, and of answers on their way back. */
const LOST_ONE_IN = 20;
const LONGEST_ANSWER_MS = 14_000;
const LONGEST_RETRY_AFTER_S = 7200;

export function receivers(random: Seeded, worldNow: () => number): Receivers {
	const moods = new Map<string, Mood>();
	const sent: Sent[] = [];
	let lossy = true;
	const lost = (): boolean => lossy && random.below(LOST_ONE_IN) === 0;

	function answerOf(mood: Mood): OutboundAnswer {
		const answer = (status: number, headers = {}): OutboundAnswer => ({ status, headers, bodyStart: '' });
		switch (mood) {
			case 'failing':
				return answer(500);
			case 'limiting':
				return answer(429, { 'retry-after': String(random.below(LONGEST_RETRY_AFTER_S)) });
			case 'gone':
				return answer(410);
			default:
				return answer(204);
		}
	}

	async function send(
		{ url, headers, body }: OutboundRequest,
		parts: SenderParts,
		again: boolean,
	): Promise<OutboundAnswer> {
		const times = { handedOverAt: worldNow(), sentAt: parts.now() };
		await parts.wait();
		const mood = moods.get(new URL(url).host) ?? 'well';
		const answer = answerOf(mood);
		const arrives = mood !== 'silent' && !lost();
		const taken = arrives && answer.status < 300;
		sent.push({
			url,
			headers,
			body,
			...times,
			deliveryId: headers['webhook-id'] ?? '',
			status: arrives ? answer.status : null,
			taken,
			again,
		});
		if (mood === 'slow') await parts.scheduler.delay(random.below(LONGEST_ANSWER_MS));
		const answered = arrives && !lost();
		await parts.wait();
		if (!answered) throw new OutboundError('timeout', 'it did not answer in time');
		return answer;
	}

	return {
		sent,
		newUrl() {
			const host = `receiver-${moods.size + 1}.example`;
			moods.set(host, 'well');
			return `https://${host}/hook`;
		},
		moved: (url) => `https://${new URL(url).host}/hook?key=${random.below(1000)}`,
		drift() {
			for (const host of moods.keys()) if (random.below(DRIFTS_ONE_IN) === 0) moods.set(host, random.pick(MOODS));
		},
		recover() {
			lossy = false;
			for (const host of moods.keys()) moods.set(host, 'well');
		},
		outbound(parts) {
			const underWay = new Set<string | undefined>();
			return {
				async send(request) {
					const deliveryId = request.headers['webhook-id'];
					const again = underWay.has(deliveryId);
					underWay.add(deliveryId);
					try {
						return await send(request, parts, again);
					} finally {
						underWay.delete(deliveryId);
					}
				},
				refusal: () => undefined,
			};
		},
	};
}
