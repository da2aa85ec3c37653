namespace BatchVision.Cli.Simulate;

/// <summary>What so many images a day need.</summary>
/// <param name="ImagesPerDay">How many.</param>
/// <param name="ImagesPerSecond">In the hours in which they come.</param>
/// <param name="WorkerCores">Cores that recognise, or beside GPUs decode.</param>
/// <param name="Workers">Worker pods.</param>
/// <param name="Gpus">One a pod; null on the CPU.</param>
/// <param name="OtherCores">Of Ingest and Results.</param>
/// <param name="Writers">Replicas of Results.</param>
/// <param name="RowsPerSecond">In PostgreSQL.</param>
/// <param name="GigabytesPerDay">In PostgreSQL, indexes included.</param>
/// <param name="MessagesPerSecond">Through RabbitMQ: events, chunks and answers.</param>
/// <param name="LiveMedian">Seconds from upload to row.</param>
/// <param name="LiveP95">The 95th percentile of them.</param>
internal sealed record SizingRow(
    double ImagesPerDay, double ImagesPerSecond, double WorkerCores, int Workers, int? Gpus, double OtherCores, int Writers,
    double RowsPerSecond, double GigabytesPerDay, double MessagesPerSecond, double LiveMedian, double LiveP95);
