using BatchVision.Recognition.Outputs;

namespace BatchVision.Recognition.Models;

/// <summary>What a manifest says about a model whatever file it comes in.</summary>
internal sealed record ManifestBody(string Version, string Task, ManifestInput Input, OutputSpec Output, BatchingSpec Batching);
