using Microsoft.Extensions.Hosting;

namespace Petuum.Lab.Runs;

/// <summary>
/// A host that leaves Ctrl-C and SIGTERM to the command: a console's lifetime would swallow them and stop the host
/// below what runs on it.
/// </summary>
internal sealed class SilentLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
