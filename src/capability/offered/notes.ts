import { action, capability, port } from '../capability';
import { slug, template } from '../parameters';

/** A page as it is to be made. */
export interface NewPage {
  readonly title: string;
  readonly text: string;
}

/** Where people write together. */
export interface NotesPort {
  /**
   * One page per key, with this text.
   * @returns its address
   * @throws ActionRefusedError where people have to make it themselves
   */
  makePage(key: string, page: NewPage): Promise<string>;
}

/** Pages on which people write together, such as notes of a meeting and checklists. */
export const notes = capability({
  port: port<NotesPort>(),
  actions: {
    /**
     * Prepares what a template says and makes a page of it. Where people have to make it, they find the text beside the
     * engagement's pages, and give the link of the page that they have made.
     */
    makePage: action({ page: slug, template }, undefined, [
      { name: 'link', title: 'The link of the page', type: 'link' },
    ]),
  },
});
