using System.Collections;
using System.Runtime.CompilerServices;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>
/// An immutable list that is equal to another when their elements are, so that records of lists compare by value.
/// </summary>
[CollectionBuilder(typeof(SpecList), nameof(SpecList.Of))]
public sealed class SpecList<T> : IReadOnlyList<T>, IEquatable<SpecList<T>>
{
    private readonly T[] _items;

    internal SpecList(ReadOnlySpan<T> items) => _items = items.ToArray();

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(SpecList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SpecList<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>The elements between brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", _items)}]";
}

/// <summary>Builds lists: <c>SpecList&lt;int&gt; workers = [1, 2];</c>.</summary>
public static class SpecList
{
    /// <summary>A list of these items.</summary>
    public static SpecList<T> Of<T>(ReadOnlySpan<T> items) => new(items);
}
