/** What the traffic came to. */
export interface Tally {
	tokenRequests: number;
	apiCalls: number;
	/** What went wrong, in words: of token requests, API calls, and what an integration asks about itself. */
	readonly failures: string[];
}

export function emptyTally(): Tally {
	return { tokenRequests: 0, apiCalls: 0, failures: [] };
}

export function tallyLine({ tokenRequests, apiCalls, failures }: Tally): string {
	return `${tokenRequests} token requests, ${apiCalls} API calls, ${failures.length} failed.`;
}
