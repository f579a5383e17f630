/** `1 client application`, `2 client applications`; `entries` where an `s` does not make it more than one. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
	return `${count} ${count === 1 ? noun : nouns}`;
}
