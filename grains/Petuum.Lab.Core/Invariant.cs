using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Petuum.Lab.Core;

/// <summary>A promise of the code to itself was broken: a bug of ours or of a program, never bad input.</summary>
public sealed class InvariantException(string message) : Exception(message);

/// <summary>Invariants are stated positively, are always on, and say what was seen.</summary>
public static class Invariant
{
    /// <summary>Requires <paramref name="holds"/>; the message is only built when it does not.</summary>
    /// <exception cref="InvariantException">The condition is false.</exception>
    public static void Require(
        [DoesNotReturnIf(false)] bool holds,
        [InterpolatedStringHandlerArgument(nameof(holds))] ref InvariantMessage message)
    {
        if (!holds)
        {
            throw new InvariantException(message.ToString());
        }
    }

    /// <summary>Requires <paramref name="holds"/>, with a constant message.</summary>
    /// <exception cref="InvariantException">The condition is false.</exception>
    public static void Require([DoesNotReturnIf(false)] bool holds, string message)
    {
        if (!holds)
        {
            throw new InvariantException(message);
        }
    }
}

/// <summary>Formats an invariant's message only if the invariant is broken.</summary>
[InterpolatedStringHandler]
public ref struct InvariantMessage
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Called by the compiler; <paramref name="shouldAppend"/> is false while the invariant holds.</summary>
    public InvariantMessage(int literalLength, int formattedCount, bool holds, out bool shouldAppend)
    {
        shouldAppend = !holds;
        _text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    /// <summary>Called by the compiler for literal text.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Called by the compiler for a formatted value.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <inheritdoc/>
    public override string ToString() => _text.ToStringAndClear();
}
