import { expectTypeOf, it } from 'vitest';
import type { Actor } from './actors/actor.ts';
import type { Latchkey } from './latchkey.ts';

/** All services that have methods for actors. */
type ForActors = Pick<
	Latchkey,
	'applications' | 'audit' | 'certificates' | 'endpoints' | 'massRevocation' | 'policies' | 'secrets' | 'useReport'
>;

/** The names of methods that take no actor first, and do not say so. */
type Unsaid<Service> = {
	[Name in keyof Service]: Service[Name] extends (actor: Actor, ...more: never[]) => unknown
		? never
		: Name extends `${string}AsHost`
			? never
			: Name;
}[keyof Service];

it('methods of services for actors take the actor first, or say in their name that they are for the host', () => {
	expectTypeOf<{ [Name in keyof ForActors]: Unsaid<ForActors[Name]> }[keyof ForActors]>().toBeNever();
	expectTypeOf<
		Unsaid<{ page(actor: Actor): void; pageOfDomain(domainId: string): void }>
	>().toEqualTypeOf<'pageOfDomain'>();
});
