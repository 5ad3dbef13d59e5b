using Petuum.Lab.Files;

namespace Petuum.Lab.Runs;

/// <summary>What a command talks to: nothing of <c>lab</c> uses the console but through this.</summary>
public sealed record LabTerminal
{
    /// <summary>Results go here, and nothing else does.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress, warnings and errors go here.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What relative paths are relative to.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Where the repository is: its specs, its samples, its commit.</summary>
    public required string Root { get; init; }

    /// <summary>True if <see cref="Error"/> is a terminal that can redraw lines.</summary>
    public bool IsLive { get; init; }

    /// <summary>The value of an environment variable; null if it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Whether it was SIGTERM, not Ctrl-C, that interrupted.</summary>
    public Func<bool> IsTerminated { get; init; } = () => false;

    /// <summary>The exit code of a command that was interrupted.</summary>
    public int InterruptedCode => IsTerminated() ? ExitCodes.Terminated : ExitCodes.Interrupted;

    /// <summary>How many runs may be under way at once.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Wall time, for progress and <c>machine.json</c>; it decides no result.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The whole path of what the user wrote.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>The whole path of the file that is meant by what the user wrote: where links lead.</summary>
    public string TargetOf(string path) => AtomicFile.TargetOf(Resolve(path));

    /// <summary>
    /// What the user wrote if that is a path for this process, too, else the whole path: for messages and for reading.
    /// </summary>
    public string Name(string path) => Path.GetFullPath(path) == Resolve(path) ? path : Resolve(path);

    /// <summary>A path as the user would write it: relative to where they are if it is below.</summary>
    public string Shorten(string path)
    {
        string relative = Path.GetRelativePath(WorkingDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(path) : relative;
    }

    /// <summary>The repository above the running program; the program's own folder if it was taken elsewhere.</summary>
    public static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Petuum.Lab.sln")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
