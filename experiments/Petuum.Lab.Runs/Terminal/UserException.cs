using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Files;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>A mistake of the user on the command line or in a file: the place, the problem and the remedy.</summary>
public sealed class UserException(string place, string problem, string remedy)
    : Exception($"{place}: {problem}; {remedy}")
{
    /// <summary>The option, file or folder concerned.</summary>
    public string Place { get; } = place;

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}

/// <summary>Which exceptions are the user's mistakes, and how they are told.</summary>
internal static class UserErrors
{
    /// <summary>Place, problem and remedy of a mistake; null if the exception is not one.</summary>
    public static (string Place, string Problem, string Remedy)? Of(Exception failure) => failure switch
    {
        UserException user => (user.Place, user.Problem, user.Remedy),
        DataFormatException data => (At(data.Path, data.Line), data.Problem, data.Remedy),
        ResultFileException result => (At(result.Path, result.Line), result.Problem, result.Remedy),
        SpecException spec => (At(spec.Path, spec.Line), spec.Problem, spec.Remedy),
        PlanException plan => ("spec", plan.Problem, plan.Remedy),
        NotAFileException folder => (folder.Path, NotAFileException.Problem, NotAFileException.Remedy),
        UnauthorizedAccessException denied => ("lab", denied.Message, "check the permissions of the file or folder"),
        FileNotFoundException or DirectoryNotFoundException =>
            ("lab", failure.Message, "check the path; relative paths start where you are"),
        IOException io => ("lab", io.Message, "check the disk, and that nothing else holds the file"),
        AggregateException { InnerExceptions.Count: 1 } one => Of(one.InnerExceptions[0]),
        _ => null,
    };

    /// <summary>Tells a mistake, and the others that were found with it.</summary>
    /// <returns>Whether the exception is a user's mistake.</returns>
    public static bool Tell(TextWriter error, Exception failure)
    {
        if (Of(failure) is not { } mistake)
        {
            return false;
        }

        Write(error, mistake);
        foreach (SpecException other in (failure as SpecException)?.Others ?? [])
        {
            Write(error, Of(other)!.Value);
        }

        return true;
    }

    /// <summary>Two lines: what is wrong where, and the remedy.</summary>
    public static void Write(TextWriter error, (string Place, string Problem, string Remedy) mistake)
    {
        error.WriteLine($"{mistake.Place}: {OneLine(mistake.Problem)}");
        if (mistake.Remedy.Length > 0)
        {
            error.WriteLine($"  → {OneLine(mistake.Remedy)}");
        }
    }

    private static string At(string path, long line) => line > 0 ? $"{path}:{line}" : path;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
