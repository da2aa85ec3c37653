using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults;

internal sealed class RabbitMqOptionsValidator : IValidateOptions<RabbitMqOptions>
{
    public ValidateOptionsResult Validate(string? name, RabbitMqOptions options) => BrokerAddress.Fault(options.Uri) is { } fault
        ? ValidateOptionsResult.Fail($"RabbitMq:Uri (variable or secret file RabbitMq__Uri) {fault}")
        : ValidateOptionsResult.Success;
}
