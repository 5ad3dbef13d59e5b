namespace Petuum.Lab.Core.Options;

/// <summary>
/// A value that somebody wrote, at its place: in a spec, after <c>--set</c>, on the command line. What shapes read,
/// whatever it is written in.
/// </summary>
public abstract class OptionNode
{
    /// <summary>The dotted key; empty for the whole.</summary>
    public abstract string Key { get; }

    /// <summary>The key in messages: <c>'program.rank'</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The text of a single value without quotes; null for anything else.</summary>
    public abstract string? PlainText { get; }

    /// <summary>The text of a single value, quoted or not; null for sections, lists and nothing.</summary>
    public abstract string? AnyText { get; }

    /// <summary>Whether it is nothing at all: <c>key:</c>.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether it is a list.</summary>
    public abstract bool IsList { get; }

    /// <summary>Whether it is a section of keys.</summary>
    public abstract bool IsSection { get; }

    /// <summary>Whether options that only other values use are dropped, rather than kept for other runs.</summary>
    public abstract bool DropsUnused { get; }

    /// <summary>Whether required keys must be there; if not, they have stand-ins.</summary>
    public virtual bool NeedsAll => true;

    /// <summary>The value under a key of this section; null if there is none.</summary>
    public abstract OptionNode? Find(string name);

    /// <summary>The keys of this section with their values, as they are written.</summary>
    /// <exception cref="OptionException">It is not a section.</exception>
    public abstract IEnumerable<(OptionNode Name, OptionNode Value)> Entries();

    /// <summary>The items of this list.</summary>
    /// <exception cref="OptionException">It is not a list.</exception>
    public abstract IEnumerable<OptionNode> Items();

    /// <summary>What was found, for messages: <c>'4'</c>, <c>a list</c>.</summary>
    public abstract string Describe();

    /// <summary>Whether several runs take different values at a key of this section.</summary>
    public abstract bool IsSwept(string name);

    /// <summary>What to do about an unknown key of this section.</summary>
    public abstract string RemedyForUnknown(string name, IReadOnlyList<string> known);

    /// <summary>A mistake at this place.</summary>
    public abstract OptionException Error(string problem, string remedy);

    /// <summary>
    /// Takes note of a mistake, so that the others are found, too; false where the first one ends reading.
    /// </summary>
    public virtual bool Note(OptionException mistake) => false;

    /// <summary>A text that fits into a message.</summary>
    public static string Shorten(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= 60 ? text : text[..57] + "...";
    }
}
