/** Why something failed: of what the system says (`ENOENT: no such file or directory, open '…'`) the words alone. */
export function reasonOf(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	return /^E[A-Z0-9]+: ([^,]+), [a-z]+( '.*)?$/.exec(message)?.[1] ?? message;
}
