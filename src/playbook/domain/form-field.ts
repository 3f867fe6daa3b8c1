/** One question of a form. Answers of closed types may decide what happens next; free text never leaves PostgreSQL. */
export interface FormField {
  name: string;
  title: string;
  type: 'text' | 'number' | 'choice' | 'boolean' | 'date' | 'team';
  options?: string[];
  min?: number;
  max?: number;
  optional?: boolean;
  /** What is offered to the person, and taken when they leave the field as it is. */
  suggest?: string | number | boolean;
  /** The answer goes to the workflow, where `when` can ask for it. Closed types only. */
  decides?: boolean;
}
