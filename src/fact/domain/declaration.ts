import type { Offer, Way } from '../../journal/domain/rows';
import type { HeardFact } from './heard-fact';

/** The fields of a fact that tells a workflow nothing but that it was stated. */
export type NoFields = Record<string, never>;

/** What is filled in when a person is offered a fact; whatever only the person can know is theirs to add. */
export interface Suggestion {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly offers?: Readonly<Record<string, Offer>>;
}

/**
 * How a fact keeps promises: what it suggests for each kind of promise that it keeps; undefined: not this one. `Asked` is
 * known of the promise.
 */
export type Keeps<Kind extends string, Asked> = {
  readonly [K in Kind]?: Suggestion | ((asked: Asked) => Suggestion | undefined);
};

/** What is declared of every fact. A room's facts have more to declare. No zod here: workflows import declarations. */
export interface FactRules<Kind extends string = string, Asked = never> {
  /** In the past tense: a fact is recorded, not asked for. */
  readonly name: string;
  /** What it says, for whoever looks into Temporal. */
  readonly says: string;
  /** Who may state it; `product`: nobody but the product itself. */
  readonly statedBy: string;
  /** Left out: it keeps no promise. */
  readonly keeps?: Keeps<Kind, Asked>;
}

/** Gives a fact's fields their type: closed values, ids, amounts and instants, for they stand in histories. */
export interface Readable<Fields extends object> {
  read(heard: Pick<HeardFact, 'fields'>): Fields;
}

/** A declaration of the form of `Rules` and with nothing beside: a misspelt key is a fault. */
type Only<D, Rules> = D & Record<Exclude<keyof D, keyof Rules>, never>;

/** Gives a room its own way to declare facts: `fact<Fields>()({ name, says, ... })`. */
export function declaring<Rules extends FactRules>() {
  return <Fields extends object = NoFields>() =>
    <const D extends Rules>(declaration: Only<D, Rules>): D & Readable<Fields> => ({
      ...declaration,
      // The API has checked it against the schema of this name.
      read: ({ fields }) => fields as unknown as Fields,
    });
}

type Facts = readonly Pick<FactRules, 'name'>[];

export type NameOf<L extends Facts> = L[number]['name'];
export type FieldsOf<D> = D extends Readable<infer Fields> ? Fields : never;
/** The fields of each fact of a registry, by its name. */
export type FieldsByName<L extends Facts> = { [D in L[number] as D['name']]: FieldsOf<D> };
/** The names of the facts that are declared with these rules. */
export type NamesWith<L extends Facts, Rules> = Extract<L[number], Rules>['name'];

/** The declaration of a name that a registry has. */
export function declared<L extends Facts, N extends NameOf<L>>(
  facts: L,
  name: N,
): Extract<L[number], { name: N }> {
  const found = facts.find((fact) => fact.name === name);
  if (!found) {
    throw new RangeError(`No fact ${name} is declared`);
  }
  return found as Extract<L[number], { name: N }>;
}

/** The declaration of this name, if there is one. */
export function factNamed<L extends Facts>(facts: L, name: string): L[number] | undefined {
  return facts.find((fact) => fact.name === name);
}

/** The facts that keep a promise of this kind, in the order of their declaration. */
export function waysToKeep<Asked>(
  facts: readonly FactRules<string, Asked>[],
  kind: string,
  promiseId: string,
  asked: Asked,
): Way[] {
  return facts.flatMap(({ name: signal, keeps }) => {
    const declared = keeps?.[kind];
    const suggested = typeof declared === 'function' ? declared(asked) : declared;
    if (suggested === undefined) {
      return [];
    }
    const { body, offers } = suggested;
    return [{ signal, body: { promiseId, ...body }, ...(offers ? { offers } : {}) }];
  });
}
