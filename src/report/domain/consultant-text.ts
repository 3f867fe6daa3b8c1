import type { ConsultantFigure, ReportFigures } from './figures';

/** Whose names the text of a report needs, by id. */
export function peopleIn({ consultants }: Pick<ReportFigures, 'consultants'>): string[] {
  const ids = consultants.flatMap(({ consultantId, support }) => [
    consultantId,
    ...support.map(({ personId }) => personId),
  ]);
  return [...new Set(ids.filter((id) => id !== null))];
}

/** A line for each consultant: the tickets of their clients, the answers to them and who in support has them. */
export function consultantLines({
  figures,
  names,
}: {
  figures: Pick<ReportFigures, 'consultants'>;
  names: ReadonlyMap<string, string>;
}): string[] {
  const nameOf = (id: string) => names.get(id) ?? id;
  return figures.consultants.map((figure) => {
    const who = figure.consultantId === null ? 'Without a consultant' : nameOf(figure.consultantId);
    const support = figure.support.map(({ personId, tickets }) =>
      personId === null ? `nobody yet ${tickets}` : `${nameOf(personId)} ${tickets}`,
    );
    return `${who}: ${counts(figure)}; with ${support.join(', ')}`;
  });
}

function counts({ opened, resolved, open, responses, responsesInTime }: ConsultantFigure): string {
  const answered = responses === 0 ? 'none due' : `${responsesInTime} of ${responses} in time`;
  return `${opened} opened, ${resolved} resolved, ${open} open; first responses: ${answered}`;
}
