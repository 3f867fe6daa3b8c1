/** Whether somebody can do what is asked for: people write skills as they like. */
export function hasSkill({ skills }: { readonly skills: readonly string[] }, skill: string): boolean {
  return skills.some((own) => plain(own) === plain(skill));
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
