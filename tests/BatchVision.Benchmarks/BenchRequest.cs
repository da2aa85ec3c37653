namespace BatchVision.Benchmarks;

/// <summary>What <c>bv bench</c> was asked for.</summary>
/// <param name="Folder">JPEG photographs.</param>
/// <param name="ModelsDirectory">Model repository.</param>
/// <param name="Model">A float32 model of it; its int8 form is made and measured beside it.</param>
/// <param name="Parts">Parts to measure.</param>
/// <param name="Sets">Sizes of photographs.</param>
/// <param name="Images">Images of an end-to-end round on S.</param>
/// <param name="Rounds">Rounds of every measurement.</param>
/// <param name="Growth">Images of the growing jobs.</param>
internal sealed record BenchRequest(
    string Folder, string ModelsDirectory, string Model, IReadOnlyCollection<string> Parts, IReadOnlyCollection<string> Sets, int Images, int Rounds, IReadOnlyList<int> Growth);
