namespace BatchVision.Benchmarks;

/// <summary>On how many files two programs see the same class first. Decoders and resize filters differ a little, so a few files may differ.</summary>
/// <param name="First">One of the two.</param>
/// <param name="Second">The other.</param>
/// <param name="Files">Files that both classified.</param>
/// <param name="Same">Those among them with the same class.</param>
internal sealed record Agreement(string First, string Second, int Files, int Same)
{
    public double Fraction => Files == 0 ? 0 : (double)Same / Files;

    public static Agreement Between(AlternativeResult first, AlternativeResult second)
    {
        var common = first.Top1.Where(pair => second.Top1.ContainsKey(pair.Key)).ToArray();
        return new Agreement(first.Name, second.Name, common.Length, common.Count(pair => second.Top1[pair.Key] == pair.Value));
    }
}
