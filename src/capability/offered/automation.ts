import { action, capability, port } from '../capability';
import { flag, optional, slug, template } from '../parameters';

/** What an automation is told: small, and plain JSON. */
export interface AutomationMessage {
  readonly hook: string;
  readonly engagement: { readonly id: string; readonly reference: string; readonly title: string };
  readonly client: {
    readonly name: string;
    /** Those who can be written to; left out unless they were asked for. */
    readonly contacts?: readonly { readonly name: string; readonly email: string }[];
  };
  /** What a template of the playbook says; left out where none was named. */
  readonly text?: string;
}

/** Where a company puts systems together by itself. */
export interface AutomationPort {
  /**
   * Tells an automation something. Nobody there can be asked what has arrived: the message carries the key, by which whoever
   * takes it knows a repeat, and a message whose telling was not answered is told again.
   * @param hook the name that the settings give to its address
   * @throws ActionRefusedError when the settings have none of that name
   */
  tell(key: string, message: AutomationMessage): Promise<void>;
}

/** Automations of the company's own, which take what they are told and answer nothing. */
export const automation = capability({
  port: port<AutomationPort>(),
  actions: {
    /** Tells the automation of this name about the engagement, with what a template says and, if asked, with its contacts. */
    tell: action({ hook: slug, template: optional(template), contacts: optional(flag) }),
  },
});
