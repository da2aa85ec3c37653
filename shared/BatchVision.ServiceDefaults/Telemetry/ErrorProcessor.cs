using System.Diagnostics;
using OpenTelemetry;

namespace BatchVision.ServiceDefaults.Telemetry;

/// <summary>Exports a span that failed although its trace is not sampled. Those of its trace that ended before it are lost, those around it are kept too.</summary>
internal sealed class ErrorProcessor : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Status == ActivityStatusCode.Error)
        {
            data.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
            if (data.Parent is { } parent)
            {
                parent.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
            }
        }
    }
}
