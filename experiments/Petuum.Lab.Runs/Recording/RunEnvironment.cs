using System.Runtime.InteropServices;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Runs;

/// <summary>Where and when runs happen; it goes into <c>machine.json</c> and nowhere else.</summary>
/// <param name="Root">The repository, for its commit.</param>
/// <param name="Time">Wall time.</param>
internal sealed record RunEnvironment(string Root, TimeProvider Time)
{
    private readonly Lazy<string?> _commit = new(() => GitCommit.Of(Root));

    /// <summary>The record of a run.</summary>
    public MachineRecord Describe(DateTimeOffset started, TimeSpan took) => new()
    {
        Machine = Environment.MachineName,
        OperatingSystem = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
        Cores = Environment.ProcessorCount,
        Sdk = RuntimeInformation.FrameworkDescription,
        Commit = _commit.Value,
        Started = started,
        WallSeconds = took.TotalSeconds,
    };
}

/// <summary>Reads the commit of a working copy from its files, without git.</summary>
internal static class GitCommit
{
    /// <summary>The commit that is checked out, in hexadecimal; null if that cannot be told.</summary>
    public static string? Of(string root)
    {
        try
        {
            string git = Path.Combine(root, ".git");
            if (File.Exists(git))
            {
                git = Path.GetFullPath(File.ReadAllText(git).Trim()["gitdir: ".Length..], root);
            }

            string head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
            return head.StartsWith("ref: ", StringComparison.Ordinal) ? Resolve(git, head["ref: ".Length..]) : head;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Resolve(string git, string reference)
    {
        string shared = Path.Combine(git, "commondir");
        string common = File.Exists(shared) ? Path.GetFullPath(File.ReadAllText(shared).Trim(), git) : git;
        string loose = Path.Combine(common, reference);
        if (File.Exists(loose))
        {
            return File.ReadAllText(loose).Trim();
        }

        string packed = Path.Combine(common, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed)
                .Where(line => line.EndsWith(' ' + reference, StringComparison.Ordinal))
                .Select(line => line[..line.IndexOf(' ')])
                .FirstOrDefault()
            : null;
    }
}
