namespace Petuum.Lab.Core.Messages;

/// <summary>
/// A machine's state at a cut, which a runtime takes piece by piece while the machine goes on: what is taken is the
/// state as it was when it was saved. To be taken, and disposed of, by the machine's owner: at any time, but not while
/// the machine handles something.
/// </summary>
public abstract class CutState : IDisposable
{
    /// <summary>A state of one piece.</summary>
    public static CutState Of(ReadOnlyMemory<byte> state) => new OnePiece(state);

    /// <summary>
    /// All of it, where it is one piece that stays as it is: can be stored without asking the machine. Null otherwise.
    /// </summary>
    public virtual ReadOnlyMemory<byte>? Whole => null;

    /// <summary>
    /// The next piece, for the machine's <c>Restore</c>, which is given all of them in the order they were taken; valid
    /// until the next one is. False if there are no more.
    /// </summary>
    public abstract bool TryTake(out ReadOnlyMemory<byte> piece);

    /// <summary>Nobody wants what was not taken yet: nothing is kept for it any more.</summary>
    public abstract void Dispose();

    private sealed class OnePiece(ReadOnlyMemory<byte> state) : CutState
    {
        private bool _isTaken;

        public override ReadOnlyMemory<byte>? Whole => state;

        public override bool TryTake(out ReadOnlyMemory<byte> piece)
        {
            piece = _isTaken ? default : state;
            bool isThere = !_isTaken;
            _isTaken = true;
            return isThere;
        }

        public override void Dispose() => _isTaken = true;
    }
}
