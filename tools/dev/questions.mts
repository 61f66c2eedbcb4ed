/** Invented questions and counts of thirty problems, four checkpoints: the data set of the design's pictures. */
export interface FixtureProblem {
  id: string;
  question: string;
  reference: string;
  /** Correct of 1,024: base, then the runs at steps 100, 200, 300 and 400. The two-run comparison has base and 400. */
  correct: [base: number, step100: number, step200: number, step300: number, step400: number];
}

const rows: [correct: number[], reference: string, question: string][] = [
  [
    [212, 301, 385, 430, 468],
    '204',
    'A ferry and a rowing boat leave opposite banks of a river at the same moment. They meet 720 metres from one bank and, after turning round without a pause, 400 metres from the other. How wide is the river, in metres?',
  ],
  [
    [96, 170, 238, 275, 301],
    '73',
    'Positive reals satisfy u³ = v² and v − u = 100/27. The sum u + v is m/n in lowest terms. Find m + n.',
  ],
  [
    [0, 0, 0, 0, 0],
    '127',
    'In kite KLMN the diagonals meet at O with KO = 7 and OM = 24. The circle through K, L and M has area 1225π. Find the whole part of LN.',
  ],
  [
    [0, 0, 0, 0, 0],
    '385',
    'How many strings of nine letters over {A, B, C} have no two equal neighbours and as many A as B?',
  ],
  [
    [3, 1, 0, 0, 0],
    '321',
    'Let s be the sum of the digits of 9 + 99 + 999 + … with 320 nines in the last summand. Find s.',
  ],
  [
    [0, 0, 0, 4, 0],
    '110',
    'A 14-sided prism has its vertices numbered at random. What is the expected number of edges that join consecutive numbers?',
  ],
  [
    [41, 66, 90, 106, 118],
    '55',
    'Find the least positive n such that n² + n + 41 has at least three prime factors, counted with multiplicity.',
  ],
  [
    [388, 610, 794, 861, 902],
    '540',
    'A spinner with five unequal sectors is spun until every sector has come up. The sectors cover 1/2, 1/4, 1/8, 1/16 and 1/16 of it. Find the expected number of spins, rounded down.',
  ],
  [
    [17, 12, 9, 8, 6],
    '197',
    'A sheet of 24 by 45 is creased along a segment so that two opposite corners coincide. The length of the crease is m/n. Find m + n.',
  ],
  [
    [154, 288, 402, 470, 515],
    '480',
    'Let g(n) be the number of times the digit 7 occurs in 1, 2, …, n. Find the least n for which g(n) = n/10 + 50.',
  ],
  [
    [0, 0, 0, 0, 0],
    '113',
    'A tetrahedron has three mutually perpendicular edges of lengths 12, 15 and 20 at one corner. Find the square of the height on the face opposite.',
  ],
  [
    [21, 8, 3, 0, 0],
    '366',
    'Find the number of ordered triples (a, b, c) of pairwise distinct positive integers that satisfy a + b + c = 30.',
  ],
  [
    [9, 6, 3, 4, 2],
    '25',
    'In triangle XYZ, XY = 26, YZ = 30, ZX = 28. The bisector of the angle at X meets the circle through X, Y and Z again at W. Find XW to the nearest whole number.',
  ],
  [
    [0, 0, 0, 0, 0],
    '809',
    'Let z be a complex number with z¹⁷ = 1, z ≠ 1. Evaluate the product of (1 + z^k + z^2k) over k = 1, …, 16, modulo 1000.',
  ],
  [
    [63, 104, 151, 183, 207],
    '116',
    'Two coins of radii 5 and 12 lie flat inside a bowl shaped as half a sphere of radius 40. Their rims touch. Find the distance of their centres, rounded down.',
  ],
  [
    [28, 21, 16, 9, 11],
    '104',
    'Nine equal discs are stacked against the slanted side of a box so that each touches two others. Find the angle of the slant in tenths of a degree.',
  ],
  [
    [122, 205, 281, 322, 349],
    '294',
    'Count the fractions r with 0 < r < 1 whose decimals repeat with a period of exactly three digits and which, in lowest terms, have an odd numerator.',
  ],
  [
    [14, 6, 2, 0, 0],
    '601',
    'A set of whole numbers up to 48 is called airy if no two of its members differ by 5. Find the number of airy sets with nine members, modulo 1000.',
  ],
  [
    [6, 3, 2, 0, 1],
    '823',
    'Two players remove 2, 3 or 7 stones in turn from a heap of N; who cannot move loses. For how many N up to 2024 does the second player win?',
  ],
  [
    [5, 2, 1, 0, 0],
    '294',
    'How many monotone paths cross a 7 × 9 board from corner to corner and turn exactly five times?',
  ],
  [
    [0, 0, 0, 0, 0],
    '468',
    'An equilateral star with six points is cut into seven pieces by the lines through its inner corners. The largest has area 108√3. Find the perimeter of the star.',
  ],
  [
    [0, 0, 0, 0, 0],
    '211',
    'Let q be the least odd prime such that 2 is a cube modulo q but not a sixth power. Find q.',
  ],
  [
    [33, 41, 49, 54, 57],
    '236',
    'Seven numbers have mean 18, median 16 and a unique mode of 21. What is the greatest possible sum of the squares of the three smallest, if all are whole?',
  ],
  [
    [74, 110, 138, 151, 160],
    '45',
    'For which base b ≥ 8 do exactly eleven two-digit numbers equal the square of the sum of their digits, and what is the sum of these b?',
  ],
  [
    [181, 344, 480, 561, 612],
    '33',
    'The curve y = x³ − 3x is reflected in the line y = x. Find the number of points that both curves have in common, plus the sum of their coordinates.',
  ],
  [
    [11, 8, 6, 3, 4],
    '80',
    'Each edge of a cube is painted red or green with equal chance. The chance that every face has at least two red edges is p/q. Find p modulo 1000.',
  ],
  [
    [52, 47, 41, 37, 33],
    '55',
    'Bo writes every subset of {1, …, m} whose largest member is odd. There are 2024 in all, or as near to it as can be. Find the sum of the digits of m.',
  ],
  [
    [265, 471, 612, 695, 744],
    '699',
    'Find the largest five-digit N for which swapping any two neighbouring digits gives a number that 7 divides. Give the sum of N’s first two and last three digits.',
  ],
  [
    [12, 8, 5, 4, 3],
    '127',
    'A cone of height 12 and a cylinder share an axis; the lateral surface of the cone cuts the cylinder’s volume in half. Find the square of the ratio of their radii.',
  ],
  [
    [87, 148, 201, 233, 254],
    '902',
    'Twelve cards are dealt to three players. Given that one of them has all four aces, find the chance that the others have two kings each, as p/q, and p + q.',
  ],
];

export const problems: FixtureProblem[] = rows.map(([correct, reference, question], i) => ({
  id: `aime24-${String(i).padStart(2, '0')}`,
  question,
  reference,
  correct: correct as FixtureProblem['correct'],
}));
