/** Where the command speaks and listens. */
export interface Terminal {
	write(text: string): void;
	writeError(text: string): void;
	/** Whether somebody reads the error output as it comes, so that a line can be drawn over. */
	readonly errorIsInteractive: boolean;
	/** Whether somebody can be asked. */
	readonly canAsk: boolean;
	/** Rejects where nobody can answer any more. */
	ask(question: string): Promise<string>;
}
