import type { Capability, Port } from '../../capability/actions';
import type { EffectMemory } from '../../capability/effect-memory';
import type { StartEvent } from '../../capability/events';
import type { CertificatesPort } from '../../capability/offered/certificates';
import type { SignaturePort } from '../../capability/offered/signature';
import type { LookOutside, OutsideThing, RestorableThing, RestoreOutside } from '../../capability/outside';
import type { Credentials } from '../../credential/domain/credential';
import type { CodeFlow } from './code-flow';
import type { MissingScope } from './credential-check';
import { tellingOddAnswers } from './odd-answers';
import type { VendorSandbox } from './sandbox/vendor-sandbox';
import type { VendorSettings } from './vendor-settings';
import type { VendorVariables } from './vendor-variables';
import type { VendorWebhook } from './webhook/webhook-receiver';

/** What a port works with beside the vendor's client. */
export interface PortDeps {
  readonly settings: VendorSettings;
  /** This vendor's effects; what a port puts down between its calls is its own, by kinds that it names itself. */
  readonly memory: EffectMemory;
}

/** What rooms of this installation do themselves, where a vendor's folder only offers it. */
export interface InHouse {
  readonly signature: SignaturePort;
  readonly certificates: CertificatesPort;
}

/** What a vendor may state about our work, as the settings allow it. */
export interface VendorRights {
  /** In which roles it states facts. */
  readonly roles: readonly string[];
  /** By which playbooks it may start engagements. */
  readonly playbooks: readonly string[];
}

const NO_RIGHTS: VendorRights = { roles: [], playbooks: [] };

/** The calls that a vendor allows, all replicas together. A sandbox has no such limits. */
export interface VendorLimits {
  /** A little below the vendor's own limit, because the server averages over partitions. */
  readonly callsPerSecond: number;
  readonly callsAtOnce: number;
}

/** What every vendor's folder tells of it, apart from what it does. */
interface VendorFacts<N extends string> {
  /** In paths, settings and folders; also the task queue of its calls. */
  readonly name: N;
  /** As people write it. */
  readonly title: string;
  readonly settings: VendorVariables;
  readonly limits: VendorLimits;
  /** Left out by a vendor at which nobody consents by a page. */
  readonly codeFlow?: CodeFlow;
  /** Left out by a vendor that does not call us. */
  readonly webhook?: VendorWebhook;
  /** The events that can start an engagement, each with what a playbook writes for it. */
  readonly starts?: Readonly<Partial<Record<StartEvent, string>>>;
  /** Under which names an engagement's counterparts there are known among its external ids. */
  readonly externalIds?: { readonly deal?: string };
  /** What of it is looked at from time to time, because it does not call us when it changes, or a call may be lost. */
  readonly looksAt?: readonly OutsideThing[];
  /** How long lies between two looks, in milliseconds of product time; every few minutes when left out. */
  readonly looksEveryMs?: number;
  /** What of it can be put right when others have moved it to the bin, deleted it or opened it again. */
  readonly restores?: readonly RestorableThing[];
  /** Why whatever it provides is done by people, for one without an interface; it is never connected. */
  readonly byHand?: string;
  /** Served by a room of this installation: it needs no credential, has no sandbox and is always there. */
  readonly inHouse?: true;
  /** On which hosts the pages are that people make there, such as `*.pages.example`. */
  readonly linkHosts?: readonly string[];
  readonly sandbox: VendorSandbox;
}

type PortFactories<C> = {
  readonly [K in Capability]?: (client: C, deps: PortDeps) => Port<K>;
};

/** @typeParam C the vendor's client */
export interface VendorDefinition<N extends string, C> extends VendorFacts<N> {
  readonly client: (settings: VendorSettings, credentials: Credentials, inHouse: InHouse | undefined) => C;
  /** How its client serves each capability that the vendor has. */
  readonly provides: PortFactories<C>;
  /** Goes with `looksAt`. */
  readonly look?: (client: C, settings: VendorSettings) => LookOutside;
  /** Goes with `restores`. */
  readonly restore?: (client: C) => RestoreOutside;
  /** Left out by a vendor that states nothing. */
  readonly rights?: (settings: VendorSettings) => VendorRights;
  /**
   * Which scopes the credential lacks, found out by reading alone.
   * @throws VendorError when the vendor does not take the credential, or cannot be asked
   */
  readonly check: (client: C, settings: VendorSettings) => Promise<readonly MissingScope[]>;
}

/** A vendor's client with its ports. */
export interface OpenVendor<C> {
  readonly client: C;
  /** Undefined for a vendor of whom nothing is looked at. */
  readonly look: LookOutside | undefined;
  /** Undefined for a vendor that puts nothing right. */
  readonly restore: RestoreOutside | undefined;
  readonly rights: VendorRights;
  /** As `VendorDefinition.check` does. */
  check(): Promise<readonly MissingScope[]>;
  /** @throws Error when the vendor does not provide the capability */
  port<K extends Capability>(capability: K, memory: EffectMemory): Port<K>;
}

/** A vendor as the rest of the product sees it: the same shape for all. */
export interface Vendor<N extends string = string, C = unknown> extends VendorFacts<N> {
  readonly provides: readonly Capability[];
  /**
   * @param credentials what people have consented to
   * @param inHouse what rooms of this installation do, where they are at hand
   */
  open(settings: VendorSettings, credentials: Credentials, inHouse?: InHouse): OpenVendor<C>;
}

/** Closes a vendor's definition: whoever uses it need not know its client. */
export function vendor<const N extends string, C>(definition: VendorDefinition<N, C>): Vendor<N, C> {
  const { client: makeClient, provides: factories, look, restore, rights, check, ...facts } = definition;
  return {
    ...facts,
    provides: Object.keys(factories) as Capability[],
    open(settings, credentials, inHouse) {
      const client = makeClient(settings, credentials, inHouse);
      return {
        client,
        look: look?.(client, settings),
        restore: restore?.(client),
        check: () => check(client, settings),
        rights: rights?.(settings) ?? NO_RIGHTS,
        port(capability, memory) {
          const factory = factories[capability];
          if (factory === undefined) throw new Error(`${facts.name} does not provide ${capability}.`);
          return tellingOddAnswers(facts.name, capability, factory(client, { settings, memory }));
        },
      };
    },
  };
}

/** Under which name an engagement's deal at this vendor is known among its external ids. @throws Error when it has none */
export function dealIdsOf({ name, externalIds }: Pick<Vendor, 'name' | 'externalIds'>): string {
  const system = externalIds?.deal;
  if (system === undefined) throw new Error(`${name} does not say under which name its deals are known.`);
  return system;
}
