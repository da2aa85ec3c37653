using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using BatchVision.Objects.Events;

namespace BatchVision.Ingest;

/// <summary>Events that AWS writes to an SQS queue. A message is deleted once its events are in the ledger, or are none.</summary>
internal sealed partial class SqsPoller(EventIntake intake, IngestOptions options, TimeProvider time, ILogger<SqsPoller> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.SqsQueueUrl is null)
        {
            return;
        }

        using var sqs = CreateClient(options.SqsQueueUrl);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PollAsync(sqs, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // What was received and not deleted comes again when its visibility timeout ends.
                LogFailed(e);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task PollAsync(AmazonSQSClient sqs, CancellationToken cancellationToken)
    {
        var received = await sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = options.SqsQueueUrl, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, cancellationToken);
        foreach (var message in received.Messages ?? [])
        {
            try
            {
                await intake.TakeAsync(BucketEventParser.Parse(Encoding.UTF8.GetBytes(message.Body)), cancellationToken);
            }
            catch (BucketEventException e)
            {
                // Left in the queue: its redrive policy moves it to the dead letters, where somebody can look at it.
                LogNoEvent(message.MessageId, e.Message);
                continue;
            }

            await sqs.DeleteMessageAsync(options.SqsQueueUrl, message.ReceiptHandle, cancellationToken);
        }
    }

    // The queue's address says where its server is: that of AWS, or of whoever speaks the same protocol.
    private static AmazonSQSClient CreateClient(string queueUrl) =>
        new(new AmazonSQSConfig { ServiceURL = new Uri(queueUrl).GetLeftPart(UriPartial.Authority) });

    [LoggerMessage(Level = LogLevel.Warning, Message = "The SQS queue could not be read; trying again.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "SQS message {MessageId} is no bucket event: {Reason}")]
    private partial void LogNoEvent(string messageId, string reason);
}
