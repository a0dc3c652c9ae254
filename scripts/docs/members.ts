/** One member of an interface, as its source says it. */
export interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly about: string;
}

/** An exported interface or function type of a source file. */
export interface Declared {
  readonly name: string;
  readonly about: string;
  readonly parent: string | undefined;
  readonly members: readonly Member[];
  /** Of a type that is no interface. */
  readonly type: string | undefined;
}

/** The text of a comment without its marks; `@throws` and `@param` lines become sentences. */
export const prose = (comment: string | undefined): string =>
  (comment ?? '')
    .replaceAll(/\/\*\*|\*\/|^[ ]*\*(?!\/)/gmu, ' ')
    .replaceAll(/@throws /gu, 'Throws ')
    .replaceAll(/@param (\w+)/gu, '`$1`:')
    .replaceAll(/\{@link (\w+)\}/gu, '`$1`')
    .replaceAll(/\s+/gu, ' ')
    .trim();

export const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').replaceAll(/^\| /gu, '').trim();

/** Where the bracket that opens before `start` closes. */
const closing = (text: string, start: number): number => {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && (depth -= 1) === 0) return at;
  }
  return text.length;
};

const memberPattern =
  /(?<comment>\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?^ {2}readonly (?<name>\w+)(?<optional>\?)?:\s*(?<type>[\s\S]*?);$(?=\n(?: {2}(?:readonly|\/\*\*)|\s*$))/gmu;

const membersOf = (body: string): readonly Member[] =>
  [...body.matchAll(memberPattern)].map(({ groups }) => ({
    name: groups?.name ?? '',
    optional: groups?.optional === '?',
    type: oneLine(groups?.type ?? ''),
    about: prose(groups?.comment),
  }));

const declarationPattern =
  /(?<comment>\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?^export (?:interface (?<face>\w+)(?:<[^{]*?>)?(?: extends (?<parent>[\w<>, ]+))? \{|type (?<alias>\w+) =)/gmu;

/** Every exported interface and type of a source file formatted as ours are, in order. */
export const declarationsIn = (source: string): readonly Declared[] =>
  [...source.matchAll(declarationPattern)].map((match): Declared => {
    const { comment, face, parent, alias } = match.groups ?? {};
    const start = match.index + match[0].length;
    const about = prose(comment);
    if (alias !== undefined) {
      const end = source.indexOf(';\n', start);
      return { name: alias, about, parent: undefined, members: [], type: oneLine(source.slice(start, end)) };
    }
    const body = source.slice(start, closing(source, start));
    return { name: face ?? '', about, parent, members: membersOf(body), type: undefined };
  });
