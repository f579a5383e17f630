import { answersOf, type ForeignProgram } from '../foreign/program.ts';

/** A request as it came, and the secret by which its receiver checks it (`whsec_…`). */
export interface ReceivedRequest {
	readonly secret: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Whether the library takes each, in order. */
export function verdictsOf(program: ForeignProgram, requests: readonly ReceivedRequest[]): Promise<readonly boolean[]> {
	return answersOf<ReceivedRequest, boolean>(program, requests);
}
