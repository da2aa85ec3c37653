using BatchVision.Contracts;

namespace BatchVision.Cli.Simulate.Engine;

/// <summary>A message: some images of a job.</summary>
internal sealed class Chunk(JobSender job, Lane lane, int images, double arrived)
{
    public JobSender Job { get; } = job;

    public Lane Lane { get; } = lane;

    public int Images { get; } = images;

    /// <summary>When its images were uploaded.</summary>
    public double Arrived { get; } = arrived;

    /// <summary>Times it came back unanswered.</summary>
    public int Returns { get; set; }

    /// <summary>Parts that are not done yet.</summary>
    public int SlicesLeft { get; set; }
}
