namespace Petuum.Lab.Analysis.Results;

/// <summary>A file of a result folder cannot be read: the place, the problem and the remedy.</summary>
public sealed class ResultFileException(string path, long line, string problem, string remedy)
    : Exception(Describe(path, line, problem, remedy))
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The line, from 1; 0 when the problem has none.</summary>
    public long Line { get; } = line;

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; } = remedy;

    private static string Describe(string path, long line, string problem, string remedy) =>
        line > 0 ? $"{path}({line}): {problem}; {remedy}" : $"{path}: {problem}; {remedy}";
}
