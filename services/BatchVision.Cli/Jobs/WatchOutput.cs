namespace BatchVision.Cli.Jobs;

/// <summary>What is shown while a job is watched.</summary>
internal enum WatchOutput
{
    /// <summary>On standard error: a bar on a terminal, a line every ten seconds elsewhere.</summary>
    Progress,

    /// <summary>On standard output: each new state of the job as one line of JSON.</summary>
    JsonLines,

    Nothing,
}
