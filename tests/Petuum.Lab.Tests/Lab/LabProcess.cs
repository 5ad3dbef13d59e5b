using System.Diagnostics;
using System.Text;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Commands;

/// <summary>A command in a process of its own, so that it can be sent signals.</summary>
internal sealed class LabProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The command as it was built with these tests, from its own folder.</summary>
    private static readonly string Program = Repository.Path(
        $"experiments/Petuum.Lab.Experiments/bin/{new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name}/net10.0/"
        + "lab.dll");

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    private LabProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Starts a command in a folder.</summary>
    public static LabProcess Start(LabWorkspace workspace, params string[] args) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Program, .. args])
        {
            WorkingDirectory = workspace.Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource late = new(Patience);
        while (!await isSo())
        {
            Assert.False(_process.HasExited, Error);
            await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
        }
    }

    /// <summary>Waits until it has said something.</summary>
    public Task UntilSaidAsync(string text) =>
        UntilAsync(() => Task.FromResult(Error.Contains(text, StringComparison.Ordinal)));

    /// <summary>Sends TERM or INT; what it said until its end.</summary>
    public async Task<LabRun> SignalAsync(string signal)
    {
        using Process kill = Process.Start("sh", ["-c", $"kill -{signal} {_process.Id}"]);
        return await EndAsync();
    }

    /// <summary>What it said until its end.</summary>
    public async Task<LabRun> EndAsync()
    {
        using CancellationTokenSource late = new(Patience);
        await _process.WaitForExitAsync(late.Token);
        await _reading.WaitAsync(late.Token);
        return new LabRun(_process.ExitCode, await _process.StandardOutput.ReadToEndAsync(late.Token), Error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_error)
            {
                _error.Append(line).Append('\n');
            }
        }
    }
}
