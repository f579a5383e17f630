const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90d`, `12h`, `30m`, `0s` in milliseconds; undefined where the text is no duration. */
export function durationMs(text: string): number | undefined {
	const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
	const factor = UNITS[unit];
	return count === undefined || factor === undefined ? undefined : Number(count) * factor;
}

/** The largest units that say it well enough: `3 d`, `2 h`, `5 s`. */
export function durationText(ms: number): string {
	const seconds = Math.round(Math.abs(ms) / 1000);
	if (seconds < 120) return `${seconds} s`;
	if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
	if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
	return `${Math.round(seconds / 86_400)} d`;
}
