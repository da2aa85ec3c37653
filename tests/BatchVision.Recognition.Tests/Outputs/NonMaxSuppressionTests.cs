using BatchVision.Recognition.Outputs;
using CsCheck;

namespace BatchVision.Recognition.Tests.Outputs;

public sealed class NonMaxSuppressionTests
{
    // Few positions, sizes and scores, so that overlaps and ties are common.
    private static readonly Gen<Candidate> Candidate = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 10], Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[1, 8], Gen.Int[1, 8],
        (label, score, x, y, width, height) => new Candidate(label, score / 10f, x, y, x + width, y + height, 0));

    [Fact]
    public void Apply_AnyBoxes_EqualsTheNaiveLoop() =>
        Gen.Select(Candidate.Array[0, 60], Gen.Float[0, 1], Gen.Int[1, 40]).Sample((boxes, threshold, limit) =>
        {
            var candidates = boxes.Select((box, i) => box with { Order = i }).ToArray();
            var expected = Naive(candidates, threshold).Take(limit).ToArray();

            var kept = NonMaxSuppression.Apply(candidates, threshold, limit);

            Assert.Equal(expected, candidates[..kept]);
        });

    [Fact]
    public void Apply_SameBoxOfTwoClasses_KeepsBoth()
    {
        Candidate[] candidates = [new(0, 0.9f, 0, 0, 10, 10, 0), new(1, 0.8f, 0, 0, 10, 10, 1), new(0, 0.7f, 0, 0, 10, 10, 2)];

        Assert.Equal(2, NonMaxSuppression.Apply(candidates, 0.5f, 10));
        Assert.Equal([0, 1], candidates[..2].Select(candidate => candidate.ClassIndex));
    }

    // The textbook: class by class, take the best, strike what it covers, repeat.
    private static IEnumerable<Candidate> Naive(Candidate[] candidates, float threshold)
    {
        var result = new List<Candidate>();
        foreach (var group in candidates.GroupBy(candidate => candidate.ClassIndex))
        {
            var left = group.OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Order).ToList();
            while (left.Count > 0)
            {
                var best = left[0];
                result.Add(best);
                left.RemoveAll(other => other == best || Overlap(best, other) > threshold);
            }
        }

        return result.OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.ClassIndex).ThenBy(candidate => candidate.Order);
    }

    // Counts the unit squares that both cover: exact for boxes on whole numbers.
    private static float Overlap(Candidate left, Candidate right)
    {
        var (both, any) = (0, 0);
        for (var y = 0; y < 20; y++)
        {
            for (var x = 0; x < 20; x++)
            {
                var (inLeft, inRight) = (Covers(left, x, y), Covers(right, x, y));
                both += inLeft && inRight ? 1 : 0;
                any += inLeft || inRight ? 1 : 0;
            }
        }

        return (float)both / any;
    }

    private static bool Covers(Candidate box, int x, int y) => x >= box.X1 && x < box.X2 && y >= box.Y1 && y < box.Y2;
}
