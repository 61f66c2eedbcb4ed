/** One line on every number, for the page and the report (on hover). */
export const definitions = {
  'pass@k':
    'Chance that at least one of k samples of a problem is correct, estimated without bias from c correct of n as 1 − C(n−c,k)/C(n,k); then the mean over problems. Chen et al. 2021.',
  'pass@1': 'Accuracy: mean over problems of c/n.',
  'pass@256': 'Mean pass@256, the large k of the study; the smallest n where that is below 256.',
  'pass^k': 'Chance that all k samples are correct, C(c,k)/C(n,k); mean over problems. Yao et al. 2024.',
  'cot-pass@k':
    'pass@k where a sample counts only if its chain of thought is valid, as bounds: at least those judged valid, at most all correct ones not judged invalid. Ambiguous, skipped and unread samples widen the band; arXiv 2506.14245.',
  deltaSE:
    'Sampling efficiency gap: pass@256 of the base less pass@1 of the trained run; lower is better. Yue et al. 2025.',
  'cover@rho': 'Share of problems whose accuracy c/n is at least ρ. arXiv 2510.08325, where ρ is called τ.',
  'g-pass@k':
    'Chance that at least ⌈θk⌉ of k samples, and at least one, are correct; mean over problems. Liu et al. 2024, arXiv 2412.13147.',
  'mg-pass@k': 'Mean of G-Pass@k over θ from 0.5 to 1. Liu et al. 2024, arXiv 2412.13147.',
  'maj@k':
    'Chance that the most frequent answer among k samples is correct: ties share equally, samples without an answer do not vote, no votes count as wrong. Wang et al. 2022.',
  crossover:
    'Smallest k from 2 up at which the base’s mean pass@k is ahead after not being ahead at k − 1 and at k = 1. Resamples without one count as above the largest k.',
  interval:
    '95 % interval of a mean over problems: how much it would vary with other such problems. Paired bootstrap, stratified by benchmark; in closed form (Cornish–Fisher) from 100 problems up; none over a single problem.',
  solved: 'A problem is solved at k when pass@k is at least τ; at k = n when at least one sample is correct.',
  coverage:
    'Problems by who solves them: both, base only, RL only, neither; undefined where a run has fewer than k scored samples.',
  sets: 'Problems by exactly which runs solve them; every problem is in one set.',
  accuracy: 'Problems by c/n: exactly 0, (0, 0.1] … (0.8, 0.9], (0.9, 1), exactly 1. Bins compare whole numbers.',
  flow: 'How many problems went from each accuracy bin of the base to each of the other run.',
  mcnemar:
    'Exact two-sided McNemar test on the problems that only one of the runs solves: the chance of a split at least this uneven if each fell like a coin.',
  permutation:
    'Paired permutation test: how often the mean difference is at least this large when each problem’s difference takes either sign. Exact up to 20 problems, else drawn, (1 + hits)/(1 + draws).',
  ladder:
    'pass@1 and pass@K of runs in order of their step or of a setting; gained and lost are against the rung below.',
  lengths: 'Quantiles of the length of correct and of wrong samples; cut off are those that ended at the token limit.',
  answers: 'The most frequent wrong answers of a problem, and whether both runs share them.',
  perplexity:
    'exp(−mean log-probability of its tokens) of a sample under a model: low where the model was likely to write it. Yue et al. 2025.',
  entropy:
    'Mean negative log-probability per token under the run’s own model, a stand-in for its output entropy, in nats.',
  guessable:
    'Problems that a run sampled without reasoning hits now and then, but in less than one of twenty samples, are left out as guessable; those it hits often are easy and stay.',
  support:
    'A problem is in a run’s support when its accuracy is above the threshold: preserved in both, shrunk in the base only, expanded in the trained run only, out in neither. arXiv 2507.14843.',
  forecast:
    'pass@k past n from a beta-binomial fit over problems, sharpened by each problem’s own counts. A guess about samples not drawn, tested by fitting a quarter of them.',
} as const;
