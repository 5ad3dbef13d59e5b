namespace Petuum.Lab.Core.Options;

/// <summary>An option that cannot be used: a user's mistake. Readers add its place.</summary>
public class OptionException : Exception
{
    /// <summary>Says what is wrong and what to do.</summary>
    /// <param name="place">Where it stands; empty if that is said elsewhere.</param>
    /// <param name="problem">What is wrong, with what was seen.</param>
    /// <param name="remedy">What to do about it.</param>
    public OptionException(string place, string problem, string remedy)
        : base(place.Length > 0 ? $"{place}: {problem}; {remedy}" : $"{problem}; {remedy}") =>
        (Problem, Remedy) = (problem, remedy);

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do.</summary>
    public string Remedy { get; }
}
