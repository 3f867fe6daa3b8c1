/** One question of a form. Answers of closed types may decide what happens next; free text never leaves PostgreSQL. */
export interface FormField {
  name: string;
  title: string;
  type: 'text' | 'number' | 'choice' | 'boolean' | 'date' | 'team' | 'link';
  options?: string[];
  min?: number;
  max?: number;
  /** Of a link: where it may lead, such as `notes.example` or `*.notes.example`; any host when left out. */
  hosts?: string[];
  optional?: boolean;
  /** What is offered to the person, and taken when they leave the field as it is. */
  suggest?: string | number | boolean;
  /** The fact of the engagement that is suggested where it is known, such as what its deal says; `client`: who the client is. */
  fact?: string;
  /** The answer goes to the workflow, where `when` can ask for it. Closed types only. */
  decides?: boolean;
}
