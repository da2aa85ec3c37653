// Starts the three servers, prints the variables by which test runs find them, and keeps them until this process ends.
using System.Diagnostics;
using BatchVision.TestServers;

var clock = Stopwatch.StartNew();
var (rabbitMq, postgres, s3) = (
    RabbitMqServer.StartAsync(CancellationToken.None), PostgresServer.StartAsync(CancellationToken.None), S3Server.StartAsync(CancellationToken.None));
await Task.WhenAll(rabbitMq, postgres, s3);
Console.WriteLine($"export BATCHVISION_TEST_RABBITMQ='{rabbitMq.Result.Uri}'");
Console.WriteLine($"export BATCHVISION_TEST_RABBITMQ_MANAGEMENT='{rabbitMq.Result.ManagementUri}'");
Console.WriteLine($"export BATCHVISION_TEST_POSTGRES='{postgres.Result.ConnectionString}'");
Console.WriteLine($"export BATCHVISION_TEST_S3='{s3.Result.Endpoint}' BATCHVISION_TEST_S3_ACCESS='{s3.Result.AccessKey}' BATCHVISION_TEST_S3_SECRET='{s3.Result.SecretKey}'");
Console.WriteLine($"# Ready after {clock.Elapsed.TotalSeconds:0.0} s; they end with this process.");
if (args is ["--until-input-ends"])
    await Console.In.ReadToEndAsync();
else
    await Task.Delay(Timeout.InfiniteTimeSpan);
