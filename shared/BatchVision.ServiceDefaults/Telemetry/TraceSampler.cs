using System.Diagnostics;
using OpenTelemetry.Trace;

namespace BatchVision.ServiceDefaults.Telemetry;

/// <summary>
/// Decides at the head of a trace, a listing page or a request, and for all that follows from it: by parent, and by link, so that a batch
/// on a GPU is kept when it holds images of a trace that is. What is not sampled is still recorded: its id is in the logs, and
/// <see cref="ErrorProcessor"/> keeps it should it fail.
/// </summary>
/// <param name="ratio">Share of traces that are kept, 0 to 1.</param>
internal sealed class TraceSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _heads = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.ParentContext.TraceId != default)
        {
            return Keep(samplingParameters.ParentContext.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        }

        if (samplingParameters.Links?.ToList() is { Count: > 0 } links)
        {
            return Keep(links.Exists(link => link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)));
        }

        // A statement that belongs to nothing: a service that looks at its tables many times a second.
        if (samplingParameters.Kind == ActivityKind.Client)
        {
            return new SamplingResult(SamplingDecision.Drop);
        }

        return Keep(_heads.ShouldSample(samplingParameters).Decision == SamplingDecision.RecordAndSample);
    }

    private static SamplingResult Keep(bool sampled) => new(sampled ? SamplingDecision.RecordAndSample : SamplingDecision.RecordOnly);
}
