namespace Petuum.Lab.Datasets;

/// <summary>
/// A file that cannot be used as data, told as a user needs it: <c>path:line: problem; remedy</c>.
/// Every wrong input ends in this exception and in no other.
/// </summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Makes the message from its parts.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="line">The line, counted from 1; 0 when the whole file is meant.</param>
    /// <param name="problem">What is wrong, with what was seen.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="cause">The failure beneath, when there is one.</param>
    public DataFormatException(string path, long line, string problem, string remedy, Exception? cause = null)
        : base(line > 0 ? $"{path}:{line}: {problem}; {remedy}" : $"{path}: {problem}; {remedy}", cause)
    {
        Path = path;
        Line = line;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The file, as the user named it.</summary>
    public string Path { get; }

    /// <summary>The line, counted from 1; 0 when the whole file is meant.</summary>
    public long Line { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}
