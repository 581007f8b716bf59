"""Rounds that real beacons published, of every scheme; that they verify is what proves them real."""

from mechanisms.load import load_mechanism, mechanism_folder
from models.beacon import BeaconChain, BeaconRound, BeaconScheme
from models.evidence import Evidence, Mark
from rules.lots.beacon import chain_named

CHAINS = load_mechanism(mechanism_folder("untoc")).mechanism.beacons
QUICKNET = chain_named(CHAINS, "quicknet")
DEFAULT = chain_named(CHAINS, "default")

NOT_IN_USE = Evidence(mark=Mark.DESIGN, source="drand documentation", note="for tests: the chain has ended")
FASTNET = BeaconChain(
    name="fastnet",
    chain="dbd506d6ef76e5f386f41c651dcb808c5bcbd75471cc4eafa3f4df7ad4e4c493",
    scheme=BeaconScheme.EARLY_SHORT,
    public_key="a0b862a7527fee3a731bcb59280ab6abd62d5c0b6ea03dc4ddf6612fdfc9d01f01c31542541771903475eb1ec6615f8d"
    "0df0b8b6dce385811d6dcf8cbefb8759e5e616a3dfd054c928940766d9a5b9db91e3b697e5d70a975181e007f87fca5e",
    group_hash="a81e9d63f614ccdb144b8ff79fbd4d5a2d22055c0bfe4ee9a8092003dab1c6c0",
    genesis=1677685200,
    period=3,
    evidence=NOT_IN_USE,
)
UNCHAINED = BeaconChain(
    name="testnet-unchained-3s",
    chain="7672797f548f3f4748ac4bf3352fc6c6b6468c9ad40ad456a397545c6e2df5bf",
    scheme=BeaconScheme.UNCHAINED,
    public_key="8200fc249deb0148eb918d6e213980c5d01acd7fc251900d9260136da3b54836ce125172399ddc69c4e3e11429b62c11",
    group_hash="65083634d852ae169e21b6ce5f0410be9ed4cc679b9970236f7875cff667e13d",
    genesis=1651677099,
    period=3,
    evidence=NOT_IN_USE,
)

QUICKNET_1000 = BeaconRound(
    chain=QUICKNET.chain,
    round=1000,
    signature="b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
    randomness="fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
)
QUICKNET_657413 = BeaconRound(
    chain=QUICKNET.chain,
    round=657413,
    signature="b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
    randomness="fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
)
DEFAULT_1 = BeaconRound(
    chain=DEFAULT.chain,
    round=1,
    signature="8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c046566c9f7f3c6f3b101"
    "04990e7cb424998203d8f7de586fb7fa5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655",
    randomness="101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec",
    previous_signature="176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
)
DEFAULT_5347804 = BeaconRound(
    chain=DEFAULT.chain,
    round=5347804,
    signature="92daf5745411a415b539caebda0b523fa20d4d12b28eb2fe427decdf5dcc976046a9c83b54f1db991fa191ffca8fcbdc"
    "07563036664f6ba47dcf00593559286f667574f6b0a2ba0be2683463b5bf3472e5696ac28b75d5b2223dbb98a56c96a3",
    randomness="a87619810b1b41e70a01b8f903cf69977e026f80d9fd5e4c197c298a96c61cfe",
    previous_signature="b01091c60b2b1a7c1f7a79610cd94e0c06e93bd305cf04229fe1571669257d16583a02e4038fdd755e6c39944b0116e3"
    "0256874eede733a79c5e72c787db3889a1678c4ea6423b467de56208c5bd8e10cc090b6e0429f7f33653086a089cc3f8",
)
FASTNET_3 = BeaconRound(
    chain=FASTNET.chain,
    round=3,
    signature="8176555f90d71aa49ceb37739683749491c2bab15a46094b255289ed25cf8f01cdfb1fe8bd9cd5a19eb09448a3e53186",
    randomness="a4eb0ed6c4132da066843c3bfdce732ce5013eda86e74c136ab8ccc387b798dd",
)
UNCHAINED_1000 = BeaconRound(
    chain=UNCHAINED.chain,
    round=1000,
    signature="a4721e6c3eafcd823f138cd29c6c82e8c5149101d0bb4bafddbac1c2d1fe3738895e4e21dd4b8b41bf00704644022091"
    "0bb1cdb91f50a84a0d7f33ff2e8577aa62ac64b35a291a728a9db5ac91e06d1312b48a376138d77b4d6ad27c24221afe",
    randomness="3467f5d3118af125fbe8ffa0272e9fd1df026702afd4da50d0a0c8b3ff2dbf21",
)

PUBLISHED = {
    "quicknet 1000": (QUICKNET, QUICKNET_1000),
    "quicknet 657413": (QUICKNET, QUICKNET_657413),
    "default 1": (DEFAULT, DEFAULT_1),
    "default 5347804": (DEFAULT, DEFAULT_5347804),
    "fastnet 3": (FASTNET, FASTNET_3),
    "testnet-unchained-3s 1000": (UNCHAINED, UNCHAINED_1000),
}
