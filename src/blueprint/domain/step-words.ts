import type { Condition, Playbook, Step } from '../../playbook/domain/playbook';
import type { LadderRules, Role } from '../../promise/domain/ladder/rules';

/** Under which condition a step is done, in words; undefined for one that always is. */
export function conditionOf({ when }: Pick<Step, 'when'>): string | undefined {
  return when && `If ${spaced(when.answer ?? when.fact ?? '')} ${comparison(when)}`;
}

/** Who hears of it when its term passes, level by level, after whoever owes it was warned. */
export function escalationOf(
  step: Pick<Step, 'escalates'>,
  playbook: Pick<Playbook, 'ladder' | 'roles'>,
): string {
  return step.escalates === false ? 'Nobody is told' : ladderInWords(playbook.ladder, playbook.roles);
}

/** A name as playbooks write it, as words: `welcome-pack` and `welcomePack` are "Welcome pack". */
export function named(name: string): string {
  const words = spaced(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function ladderInWords({ levels }: LadderRules, roles: Readonly<Record<Role, string>>): string {
  const told = levels.map(({ level, role, respondWithin }) => {
    return `Level ${level}: ${roles[role] ?? role}, ${respondWithin}`;
  });
  return [...told, 'then everybody'].join('; ');
}

function comparison({ is, isNot, atLeast, atMost }: Condition): string {
  return [
    ...(is === undefined ? [] : [`is ${is}`]),
    ...(isNot === undefined ? [] : [`is not ${isNot}`]),
    ...(atLeast === undefined ? [] : [`is ${atLeast} or more`]),
    ...(atMost === undefined ? [] : [`is ${atMost} or less`]),
  ].join(' and ');
}

function spaced(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase()
    .replaceAll(/\b(crm|csat|nps)\b/g, (word) => word.toUpperCase());
}
